# language: pt
# Gerado com «interop translate» a partir de features/uat/radiologist/reading.feature: não se altera aqui.
# Nenhum clínico nativo reviu ainda esta tradução.
@radiologist
Funcionalidade: O radiologista vê cada exame tal como foi feito
  Um diagnóstico assenta no paciente certo, no lado certo, nos exames anteriores e numa imagem inalterada.
  O que falta ou muda no ecrã falta no relatório.

  Regra: Cada exame concluído figura uma vez na lista de leitura; os urgentes primeiro; nenhum se perde por faltar o fim do exame

    @RAD-2 @RAD-49 @UAT-RAD-01 @TC-RAD-011 @shall @positive
    Cenário: Os exames concluídos figuram uma vez na lista de leitura, o urgente primeiro
      Finalidade: que o paciente que não pode esperar seja lido primeiro, e ninguém duas vezes.
      O que observar: a sua lista de leitura, quando ambos os exames terminaram.
      Resultado esperado: a TC de crânio de Luis Mba acima da TC do tórax de Ana Torres, cada uma uma vez.
      Dado que o paciente "Luis Mba" consta do registo da receção
      E o exame "TC do tórax" da paciente "Ana Torres" foi realizado no equipamento "CT_ER1"
      Quando o serviço requisitante pede com urgência o exame "TC crânio-encefálica sem contraste" para o paciente "Luis Mba"
      Então a entrada da lista de trabalho do exame "TC crânio-encefálica sem contraste" do paciente "Luis Mba" mostra a prioridade "urgente"
      Quando o técnico realiza o exame "TC crânio-encefálica sem contraste" do paciente "Luis Mba" no equipamento "CT_ER1"
      Então o sistema "RIS" recebe uma só vez o aviso de que as imagens do exame "TC crânio-encefálica sem contraste" do paciente "Luis Mba" estão disponíveis
      E olhe para o ecrã do sistema "RIS" e confirme a afirmação "O exame urgente de Luis Mba figura acima do de Ana Torres"

    @RAD-6 @RAD-8 @UAT-RAD-01 @TC-RAD-012 @shall @negative
    Cenário: Um exame cujo fim nunca foi notificado também é lido
      Finalidade: que uma tecla esquecida pelo técnico não custe o diagnóstico a um paciente.
      O que observar: a sua lista de leitura, ou a lista de exames sem fim notificado.
      Resultado esperado: a TC do tórax de Carlos Nve figura numa das duas, com as suas imagens.
      Dado que o exame "TC do tórax" do paciente "Carlos Nve" está agendado no equipamento "CT_ER1"
      Quando o técnico inicia no equipamento "CT_ER1" o exame "TC do tórax" do paciente "Carlos Nve"
      E o técnico adquire 2 imagens do exame "TC do tórax" do paciente "Carlos Nve"
      Então as imagens do exame "TC do tórax" do paciente "Carlos Nve" estão armazenadas no sistema "PACS" e podem ser recuperadas
      E olhe para o ecrã do sistema "RIS" e confirme a afirmação "A TC do tórax de Carlos Nve figura numa lista que alguém consulta todos os dias"

  Regra: Abrem-se todos os exames anteriores, do paciente certo, com estados de apresentação, imagens-chave e relatórios estruturados e antigos

    @RAD-14 @RAD-16 @RAD-128 @UAT-RAD-02 @TC-RAD-021 @shall @positive
    Cenário: O exame anterior abre-se ao lado do novo, com as suas imagens-chave e o seu relatório
      Finalidade: os exames anteriores decidem o que significa um achado.
      O que observar: a radiografia do tórax de Ana Torres, aberta a partir da sua nova TC do tórax na estação
      de trabalho.
      Resultado esperado: é a sua, as imagens-chave estão marcadas e o relatório antigo pode ler-se.
      Feito por uma pessoa: os exames do sistema antigo, com estados de apresentação e relatórios
      estruturados, procura-os o radiologista; esta versão não os tem.
      Dado que o exame "Radiografia do tórax" da paciente "Ana Torres" foi realizado no equipamento "DX_1"
      E o radiologista assinou como "definitivo" o relatório "Sin hallazgos." do exame "Radiografia do tórax" da paciente "Ana Torres"
      E o exame "TC do tórax" da paciente "Ana Torres" foi realizado no equipamento "CT_ER1"
      Quando o radiologista marca imagens-chave no exame "Radiografia do tórax" da paciente "Ana Torres"
      Então leia no ecrã do sistema "WORKSTATION" o nome, o identificador e a data de nascimento da paciente "Ana Torres"
      E olhe para o ecrã do sistema "WORKSTATION" e confirme a afirmação "As imagens-chave da radiografia anterior estão marcadas"
      E olhe para o ecrã do sistema "WORKSTATION" e confirme a afirmação "O relatório da radiografia anterior pode ler-se ao lado da TC do tórax"

    @UAT-RAD-02 @TC-RAD-022 @shall @positive
    Cenário: Os exames do sistema antigo abrem-se no novo
      Finalidade: anos de imagens valem o que delas ainda se pode abrir.
      O que observar: cinco pacientes à sua escolha com exames migrados, um deles com anotações.
      Resultado esperado: cada exame anterior abre-se, no paciente certo, com anotações, imagens-chave e
      relatórios antigos.
      Feito por uma pessoa: tudo: a bancada de ensaio só trata pacientes fictícios e não pode ver exames
      migrados.
      Quando realiza no sistema "WORKSTATION" a ação "Abra todos os exames anteriores de cinco pacientes cujos exames foram migrados"
      Então olhe para o ecrã do sistema "WORKSTATION" e confirme a afirmação "Cada exame anterior abre-se no paciente certo"
      E olhe para o ecrã do sistema "WORKSTATION", confirme a afirmação "Anotações, imagens-chave e relatórios antigos mostram-se como no sistema antigo" e junte a evidência "A lista dos cinco números de acesso, sem nomes"

  Regra: As descrições de séries e exames e a lateralidade não mudam, de modo que os protocolos de apresentação funcionam

    @RAD-8 @RAD-16 @UAT-RAD-03 @TC-RAD-031 @shall @positive
    Cenário: O lado no ecrã é o lado que foi examinado
      Finalidade: um lado trocado acaba no bloco operatório.
      O que observar: o lado que as próprias imagens mostram; escreva-o antes de ver o pedido.
      Resultado esperado: o lado que foi pedido, e a disposição que o seu serviço usa para ele.
      Dado que o exame "Radiografia da mão — lado esquerdo" da paciente "Ana Torres" está agendado no equipamento "DX_1"
      Quando o técnico realiza o exame "Radiografia da mão — lado esquerdo" da paciente "Ana Torres" no equipamento "DX_1"
      Então as imagens recuperadas do exame "Radiografia da mão — lado esquerdo" da paciente "Ana Torres" são as que foram feitas, píxel a píxel e palavra por palavra
      E leia no ecrã do sistema "WORKSTATION" que lado mostram as imagens da paciente "Ana Torres"
      E olhe para o ecrã do sistema "WORKSTATION" e confirme a afirmação "O exame de Ana Torres abre-se na disposição prevista para uma mão"

  Regra: A janela, a orientação, o espaçamento dos píxeis, o cine, os multiquadros, a cor e a marca de compressão não mudam

    @RAD-8 @RAD-16 @UAT-RAD-04 @TC-RAD-041 @shall @positive
    Cenário: A imagem no ecrã é a imagem que foi feita
      Finalidade: uma janela alterada ou uma imagem rodada esconde o que lá está.
      O que observar: a primeira imagem de RM de Luis Mba, junto da que acompanha a pergunta.
      Resultado esperado: a mesma imagem; uma distância medida no ecrã é a que dá a régua da imagem.
      Dado que o exame "RM do joelho — lado direito" do paciente "Luis Mba" está agendado no equipamento "MR_1"
      Quando o técnico realiza o exame "RM do joelho — lado direito" do paciente "Luis Mba" no equipamento "MR_1"
      Então as imagens recuperadas do exame "RM do joelho — lado direito" do paciente "Luis Mba" são as que foram feitas, píxel a píxel e palavra por palavra
      E compare a imagem do exame "RM do joelho — lado direito" do paciente "Luis Mba" no ecrã do sistema "WORKSTATION" com a que o equipamento fez
      E olhe para o ecrã do sistema "WORKSTATION" e confirme a afirmação "A ferramenta de medição dá comprimentos em milímetros nas imagens de Luis Mba"

    @RAD-8 @RAD-16 @UAT-RAD-04 @TC-RAD-042 @shall @positive
    Cenário: A cor, as imagens em movimento e as comprimidas mostram-se como o que são
      Finalidade: o fluxo lê-se na cor, e uma imagem comprimida deve dizer que o é.
      O que observar: a ecografia de Rosa Eyang; depois um filme e uma imagem comprimida feitos pelos seus
      próprios equipamentos.
      Resultado esperado: a mesma imagem, o filme à sua velocidade e uma marca visível na imagem comprimida.
      Feito por uma pessoa: os filmes e as imagens comprimidas com perdas vêm dos seus equipamentos; esta
      versão não os faz.
      Dado que o exame "Ecografia obstétrica" da paciente "Rosa Eyang" foi realizado no equipamento "US_1"
      Então as imagens recuperadas do exame "Ecografia obstétrica" da paciente "Rosa Eyang" são as que foram feitas, píxel a píxel e palavra por palavra
      E compare a imagem do exame "Ecografia obstétrica" da paciente "Rosa Eyang" no ecrã do sistema "WORKSTATION" com a que o equipamento fez
      E olhe para o ecrã do sistema "WORKSTATION" e confirme a afirmação "Um filme do próprio ecógrafo reproduz-se à velocidade a que foi feito"
      E olhe para o ecrã do sistema "WORKSTATION" e confirme a afirmação "Uma imagem comprimida com perdas tem uma marca que o diz"

  Regra: Tempo até à primeira imagem na própria unidade e à distância, pela ligação da unidade

    @RAD-16 @UAT-RAD-07 @TC-RAD-071 @shall @positive
    Cenário: A primeira imagem aparece a tempo no ecrã, aqui e à distância
      Finalidade: quem espera um minuto por cada exame lê metade.
      O que observar: um relógio: do clique no exame até à primeira imagem completa, três vezes em cada sítio.
      Resultado esperado: tempos dentro do acordado, numa estação local e pela ligação da unidade.
      Feito por uma pessoa: a medição: esta versão não cronometra uma estação de trabalho real.
      Dado que o exame "TC do tórax" da paciente "Ana Torres" foi realizado no equipamento "CT_ER1"
      Então as imagens do exame "TC do tórax" da paciente "Ana Torres" estão armazenadas no sistema "PACS" e podem ser recuperadas
      Quando realiza no sistema "WORKSTATION" a ação "Abra a TC do tórax de Ana Torres numa estação deste hospital e meça o tempo"
      Então olhe para o ecrã do sistema "WORKSTATION", confirme a afirmação "A primeira imagem apareceu dentro do tempo acordado para este hospital" e junte a evidência "Os três tempos em segundos, com o nome da estação"
      Quando realiza no sistema "WORKSTATION" a ação "Abra a TC do tórax de Ana Torres na unidade remota, pela sua própria ligação, e meça o tempo"
      Então olhe para o ecrã do sistema "WORKSTATION", confirme a afirmação "A primeira imagem apareceu dentro do tempo acordado para a unidade remota" e junte a evidência "Os três tempos em segundos, com o tipo de ligação"

  Regra: Dois leitores no mesmo exame; leitura a partir de outro hospital

    @ROUTING @UAT-RAD-08 @TC-RAD-081 @shall @positive
    Cenário: Dois leitores do mesmo exame sabem um do outro, um deles em Bata
      Finalidade: dois relatórios de um exame são um a mais; um exame que cada um deixa ao outro não é lido
      por ninguém.
      O que observar: a radiografia do tórax de Luis Mba, aberta aqui e depois por um colega em Bata.
      Resultado esperado: as imagens também lá estão, e o segundo leitor vê quem tem o exame.
      Feito por uma pessoa: abrir o exame duas vezes; esta versão não representa um segundo leitor.
      Dado que o exame "Radiografia do tórax no leito" do paciente "Luis Mba" foi realizado no equipamento "CR_1"
      Então o exame "Radiografia do tórax no leito" do paciente "Luis Mba" chega a tempo ao destino "BATA"
      Quando realiza no sistema "WORKSTATION" a ação "Abra o exame de Luis Mba e peça a um colega em Bata que também o abra"
      Então olhe para o ecrã do sistema "WORKSTATION" e confirme a afirmação "O segundo leitor vê quem tem o exame aberto"
      E olhe para o ecrã do sistema "WORKSTATION" e confirme a afirmação "O colega em Bata vê as mesmas imagens"
