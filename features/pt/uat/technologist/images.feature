# language: pt
# Gerado com «interop translate» a partir de features/uat/technologist/images.feature: não se altera aqui.
# Nenhum clínico nativo reviu ainda esta tradução.
@technologist
Funcionalidade: Cada imagem chega uma vez, inteira, e só então se apaga do equipamento
  Os discos locais são pequenos e as ligações, fracas.
  Uma imagem perdida custa outra dose ao paciente; uma a mais confunde quem relata.

  Regra: As imagens de cada modalidade são armazenadas; o número de imagens no PACS é igual ao enviado, em 60 s

    @RAD-8 @UAT-TEC-07 @TC-TEC-071 @shall @positive
    Esquema do Cenário: Todas as imagens do exame "<exame>" chegam ao arquivo de imagens
      Finalidade: cada tipo de equipamento tem o seu dialeto; um que não se entende não armazena nada.
      O que observar: o número de imagens do exame no arquivo de imagens, nos 60 s seguintes ao envio.
      Resultado esperado: o número que o equipamento diz ter enviado.
      Dado que o exame "<exame>" da paciente "Ana Torres" está agendado no equipamento "<equipamento>"
      Quando o técnico realiza o exame "<exame>" da paciente "Ana Torres" no equipamento "<equipamento>"
      Então as imagens do exame "<exame>" da paciente "Ana Torres" estão armazenadas no sistema "PACS" e podem ser recuperadas
      E leia no ecrã do sistema "PACS" o número de imagens do exame "<exame>" da paciente "Ana Torres"

      Exemplos:
        | exame                              | equipamento |
        | TC do tórax                        | CT_ER1      |
        | RM do joelho — lado direito        | MR_1        |
        | Radiografia da mão — lado esquerdo | DX_1        |
        | Radiografia do tórax no leito      | CR_1        |
        | Ecografia abdominal                | US_1        |
        | Mamografia bilateral               | MG_1        |

  Regra: O compromisso de armazenamento chega antes de se apagar a cópia local, na mesma ligação e na ligação inversa

    @RAD-10 @UAT-TEC-08 @TC-TEC-081 @shall @positive
    Cenário: O arquivo responde pelas imagens antes que o equipamento as apague
      Finalidade: que a última cópia nunca se apague por uma simples promessa.
      O que observar: a marca que o equipamento põe num exame confirmado pelo arquivo de imagens.
      Resultado esperado: ambos os exames confirmados: um logo, outro por uma ligação que o arquivo abriu
      depois.
      Dado que o exame "TC do tórax" da paciente "Ana Torres" foi realizado no equipamento "CT_ER1"
      E o exame "TC crânio-encefálica sem contraste" do paciente "Luis Mba" foi realizado no equipamento "CT_ER1"
      Quando o equipamento "CT_ER1" pede ao sistema "PACS" o compromisso de armazenamento das imagens do exame "TC do tórax" da paciente "Ana Torres"
      Então o sistema "PACS" confirma o compromisso de armazenamento do exame "TC do tórax" da paciente "Ana Torres"
      Quando o equipamento "CT_ER1" pede ao sistema "PACS" o compromisso de armazenamento das imagens do exame "TC crânio-encefálica sem contraste" do paciente "Luis Mba" e corta a ligação
      Então a confirmação do exame "TC crânio-encefálica sem contraste" do paciente "Luis Mba" chega por uma ligação aberta pelo sistema "PACS"
      E olhe para o ecrã do equipamento "CT_ER1" e confirme a afirmação "Ambos os exames têm a marca de armazenamento confirmado"

  Regra: Chegam os relatórios de dose, as capturas secundárias e as séries pós-processadas

    @RAD-8 @UAT-TEC-09 @TC-TEC-091 @shall @positive
    Cenário: O relatório de dose figura junto das imagens
      Finalidade: a dose conta para o próximo exame do paciente.
      O que observar: o exame de Luis Mba na estação de trabalho, com tudo o que lhe pertence.
      Resultado esperado: o relatório de dose abre-se como documento com números.
      Dado que o exame "TC do tórax" do paciente "Luis Mba" está agendado no equipamento "CT_ER1"
      Quando o técnico inicia no equipamento "CT_ER1" o exame "TC do tórax" do paciente "Luis Mba"
      E o técnico adquire 2 imagens do exame "TC do tórax" do paciente "Luis Mba"
      E o equipamento "CT_ER1" envia o relatório de dose do exame "TC do tórax" do paciente "Luis Mba"
      E o técnico conclui o exame "TC do tórax" do paciente "Luis Mba"
      Então o relatório de dose do exame "TC do tórax" do paciente "Luis Mba" está no sistema "PACS" junto das imagens
      E olhe para o ecrã do sistema "WORKSTATION" e confirme a afirmação "O relatório de dose de Luis Mba mostra os seus números"

    @RAD-8 @RAD-18 @UAT-TEC-09 @TC-TEC-092 @shall @positive
    Cenário: Uma reconstrução feita depois junta-se ao exame como série própria
      Finalidade: o que se obteve das imagens lê-se com elas e não se toma por elas.
      O que observar: as séries da TC do tórax de Luis Mba na estação de trabalho.
      Resultado esperado: duas séries: as imagens e a reconstrução.
      Dado que o exame "TC do tórax" do paciente "Luis Mba" foi realizado no equipamento "CT_ER1"
      Quando o radiologista guarda uma captura secundária com o exame "TC do tórax" do paciente "Luis Mba"
      Então o número de séries do exame "TC do tórax" do paciente "Luis Mba" no sistema "PACS" é 2
      E olhe para o ecrã do sistema "WORKSTATION" e confirme a afirmação "A reconstrução de Luis Mba figura no exame como série própria"

  Regra: Envio com o PACS fora de serviço: em fila, com novas tentativas, sem duplicados nem perdas; corte de energia a meio do envio

    @RAD-8 @CONTINUITY @UAT-TEC-10 @TC-TEC-101 @shall @negative
    Cenário: As imagens feitas com o arquivo fora de serviço são enviadas depois, uma só vez
      Finalidade: o trabalho continua, e ninguém tem de se lembrar do que não foi enviado.
      O que observar: a fila de envio do equipamento, quando o arquivo volta a estar acessível.
      Resultado esperado: a fila esvaziou-se sozinha, e o exame está completo.
      Dado que o exame "RM crânio-encefálica" do paciente "Luis Mba" está agendado no equipamento "MR_1"
      Quando o técnico realiza o exame "RM crânio-encefálica" do paciente "Luis Mba" enquanto o sistema "PACS" está inacessível a partir do equipamento "MR_1"
      E a ligação entre o equipamento "MR_1" e o sistema "PACS" é restabelecida
      Então o número de imagens do exame "RM crânio-encefálica" do paciente "Luis Mba" no sistema "PACS" é 2
      E olhe para o ecrã do equipamento "MR_1" e confirme a afirmação "A fila de envio do equipamento está vazia"

    @RAD-8 @CONTINUITY @UAT-TEC-10 @TC-TEC-102 @shall @negative
    Cenário: Falha a luz a meio do envio, e nenhuma imagem se perde nem se duplica
      Finalidade: a luz e as ligações falham todas as semanas; cada falha deve resolver-se sozinha.
      O que observar: o número de imagens no arquivo, depois do novo arranque do equipamento.
      Resultado esperado: exatamente o número que foi feito, cada uma uma vez.
      Feito por uma pessoa: a bancada de ensaio corta a ligação; não pode cortar a luz de um equipamento real,
      o que faz o técnico.
      Dado que o exame "TC do tórax" da paciente "Ana Torres" está agendado no equipamento "CT_ER1"
      Quando a ligação entre o equipamento "CT_ER1" e o sistema "PACS" é cortada durante o envio do exame "TC do tórax" da paciente "Ana Torres"
      E a ligação entre o equipamento "CT_ER1" e o sistema "PACS" é restabelecida
      Então o número de imagens do exame "TC do tórax" da paciente "Ana Torres" no sistema "PACS" é 12
      E leia no ecrã do sistema "PACS" o número de imagens do exame "TC do tórax" da paciente "Ana Torres"
      Quando realiza no equipamento "CT_ER1" a ação "Envie um exame do seu paciente de ensaio, desligue o equipamento durante o envio e volte a ligá-lo"
      Então olhe para o ecrã do equipamento "CT_ER1" e confirme a afirmação "Depois do arranque, o equipamento enviou o resto por si só"

  Regra: Imagens rejeitadas; imagens levadas para o exame certo

    @RAD-66 @IOCM @UAT-TEC-12 @TC-TEC-121 @shall @positive
    Cenário: Uma imagem tremida é rejeitada e desaparece para todos
      Finalidade: o que foi rejeitado e ainda se mostra será lido um dia.
      O que observar: o exame de Ana Torres na estação de trabalho, depois da rejeição.
      Resultado esperado: resta uma imagem de duas.
      Dado que o exame "Radiografia do tórax" da paciente "Ana Torres" foi realizado no equipamento "DX_1"
      Quando o técnico rejeita 1 imagem do exame "Radiografia do tórax" da paciente "Ana Torres" com o motivo "qualidade"
      Então as imagens rejeitadas do exame "Radiografia do tórax" da paciente "Ana Torres" não são entregues
      E leia no ecrã do sistema "WORKSTATION" o número de imagens do exame "Radiografia do tórax" da paciente "Ana Torres"

    @RAD-66 @IOCM @MESA-109 @UAT-TEC-12 @TC-TEC-122 @shall @positive
    Cenário: As imagens feitas com a entrada errada passam para o paciente certo
      Finalidade: uma imagem de outra pessoa é um perigo enquanto se mostra.
      O que observar: os exames de Ana Torres e de Luis Mba no arquivo de imagens.
      Resultado esperado: nada resta em nome de Ana Torres; as imagens de Luis Mba estão completas.
      Dado que o exame "TC do tórax" da paciente "Ana Torres" foi realizado no equipamento "CT_ER1"
      E o exame "TC do tórax" do paciente "Luis Mba" está agendado no equipamento "CT_ER1"
      Quando o técnico rejeita todas as imagens do exame "TC do tórax" da paciente "Ana Torres" com o motivo "entrada errada da lista de trabalho"
      E o técnico realiza o exame "TC do tórax" do paciente "Luis Mba" no equipamento "CT_ER1"
      Então o número de imagens do exame "TC do tórax" da paciente "Ana Torres" no sistema "PACS" é 0
      E leia no ecrã do sistema "PACS" o número de imagens do exame "TC do tórax" do paciente "Luis Mba"
      E olhe para o ecrã do sistema "PACS" e confirme a afirmação "A TC do tórax de Ana Torres desapareceu da sua lista de exames"
