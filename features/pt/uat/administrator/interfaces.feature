# language: pt
# Gerado com «interop translate» a partir de features/uat/administrator/interfaces.feature: não se altera aqui.
# Nenhum clínico nativo reviu ainda esta tradução.
@administrator
Funcionalidade: Os sistemas estão ligados como documentado, e avisam quando algo falha
  Uma interface falha de noite, quando não está ninguém que a construiu.
  O que está documentado, é recusado com clareza e fica em fila pode ser reparado por quem está de serviço.

  Regra: Inventário: AE titles (maiúsculas), endereços, portas, conformidade tal como instalado, compromisso de armazenamento

    @RAD-8 @RAD-10 @UAT-ADM-01 @TC-ADM-011 @shall @positive
    Cenário: O inventário diz como os sistemas estão ligados, e respondem como diz
      Finalidade: que depois de uma avaria ninguém adivinhe nomes, endereços e portas.
      O que observar: as páginas de configuração do PACS, linha a linha, face ao inventário.
      Resultado esperado: os mesmos nomes (as maiúsculas contam), endereços, portas e versões; as confirmações
      chegam como está escrito.
      Feito por uma pessoa: comparar com o inventário: esta versão verifica o que responde na rede, não o que
      diz um documento.
      Dado que o exame "TC do tórax" da paciente "Ana Torres" foi realizado no equipamento "CT_ER1"
      Quando o equipamento "CT_ER1" pede ao sistema "PACS" o compromisso de armazenamento das imagens do exame "TC do tórax" da paciente "Ana Torres" e corta a ligação
      Então a confirmação do exame "TC do tórax" da paciente "Ana Torres" chega por uma ligação aberta pelo sistema "PACS"
      E olhe para o ecrã do sistema "PACS", confirme a afirmação "Os nomes, endereços, portas e versões são os do inventário" e junte a evidência "O inventário tal como instalado, com data e assinatura"

    @RAD-8 @FIELD-07 @UAT-ADM-01 @TC-ADM-012 @shall @negative
    Cenário: Quem chama por um nome errado é recusado e fica registado
      Finalidade: um nome mal escrito encontra-se num minuto se o registo diz quem chamou quem.
      O que observar: o registo do PACS, logo depois da chamada.
      Resultado esperado: uma recusa com a hora, o equipamento que chamou e o nome que usou.
      Dado que o exame "TC do tórax" da paciente "Ana Torres" foi realizado no equipamento "CT_ER1"
      Quando o equipamento "CT_ER1" chama o sistema "PACS" pelo nome "PACS_OLD"
      Então o sistema "PACS" recusa a ligação com o motivo "nome chamado não reconhecido"
      E olhe para o ecrã do sistema "PACS" e confirme a afirmação "O registo mostra a chamada recusada de CT_ER1 com o nome PACS_OLD"

  Regra: Regras de encaminhamento: cada origem para cada destino; obtenção prévia; por modalidade, parte do corpo e hora

    @ROUTING @RAD-8 @UAT-ADM-02 @TC-ADM-021 @shall @positive
    Cenário: As imagens vão para onde a tabela de encaminhamento as envia
      Finalidade: o especialista distante espera imagens que ninguém envia à mão.
      O que observar: a fila de imagens de saída no PACS.
      Resultado esperado: cada destino da tabela recebeu o exame, e a fila está vazia.
      Dado que o paciente "Luis Mba" consta do registo da receção
      E o exame "Radiografia do tórax no leito" do paciente "Luis Mba" está agendado no equipamento "CR_1"
      Quando o técnico realiza o exame "Radiografia do tórax no leito" do paciente "Luis Mba" no equipamento "CR_1"
      Então o exame "Radiografia do tórax no leito" do paciente "Luis Mba" chega aos destinos da tabela de encaminhamento e a nenhum outro
      E olhe para o ecrã do sistema "PACS" e confirme a afirmação "A fila de imagens de saída está vazia"

    @RAD-2 @UAT-ADM-02 @TC-ADM-022 @shall @positive
    Cenário: Os exames anteriores obtêm-se antes da chegada do paciente
      Finalidade: com uma ligação fraca, um exame anterior demora mais do que o exame.
      O que observar: o arquivo local da sala de leitura, uma hora depois do pedido.
      Resultado esperado: a radiografia do tórax anterior de Ana Torres já lá está.
      Feito por uma pessoa: ver o arquivo local: esta versão não ensaia a obtenção prévia.
      Dado que o exame "Radiografia do tórax" da paciente "Ana Torres" foi realizado no equipamento "DX_1"
      Quando o serviço requisitante pede o exame "TC do tórax" para a paciente "Ana Torres"
      Então o número de entradas da paciente "Ana Torres" na lista de trabalho do equipamento "CT_ER1" é 1
      E olhe para o ecrã do sistema "PACS" e confirme a afirmação "A radiografia do tórax anterior de Ana Torres está no arquivo local"

  Regra: HL7: cada tipo de mensagem de entrada e saída; aviso negativo; mensagem errada; fila após uma avaria; ordem das mensagens; novo envio sem duplicado; tempo de espera esgotado

    @RAD-2 @UAT-ADM-03 @TC-ADM-031 @shall @negative
    Cenário: Uma mensagem que não serve é recusada com um motivo e conservada
      Finalidade: um pedido que desaparece sem aviso é um exame que não se faz.
      O que observar: a lista de mensagens recusadas no RIS ou no motor de integração.
      Resultado esperado: figura o pedido de um paciente desconhecido, com o motivo.
      Quando o serviço requisitante pede o exame "TC do tórax" para a paciente desconhecida "Rosa Eyang"
      Então o sistema "RIS" recusa a mensagem com o motivo "paciente desconhecido"
      E olhe para o ecrã do sistema "RIS" e confirme a afirmação "O pedido recusado figura na lista de mensagens a corrigir, com o motivo"

    @RAD-128 @CONTINUITY @UAT-ADM-03 @TC-ADM-032 @shall @negative
    Cenário: As mensagens esperam por ordem enquanto o processo clínico não funciona
      Finalidade: que depois de uma paragem o relatório preliminar não ultrapasse o definitivo.
      O que observar: a fila de saída do RIS, durante a paragem e depois.
      Resultado esperado: duas mensagens à espera, depois nenhuma; cada uma chegou uma vez, pela ordem da
      assinatura.
      Dado que o exame "TC do tórax" do paciente "Carlos Nve" foi realizado no equipamento "CT_ER1"
      E o sistema "EMR" está fora de serviço
      Quando o radiologista assina como "preliminar" o relatório "Posible fractura." do exame "TC do tórax" do paciente "Carlos Nve"
      E o radiologista assina como "definitivo" o relatório "Fractura costal." do exame "TC do tórax" do paciente "Carlos Nve"
      E o sistema "EMR" volta a funcionar
      Então os relatórios do exame "TC do tórax" do paciente "Carlos Nve" chegaram primeiro com o estado "preliminar" e depois com o estado "definitivo", uma só vez cada um
      E olhe para o ecrã do sistema "RIS" e confirme a afirmação "A fila de saída para o processo clínico está vazia"

    @RAD-2 @UAT-ADM-03 @TC-ADM-033 @shall @negative
    Cenário: Um pedido enviado pela segunda vez é um só exame
      Finalidade: quem não ouve resposta volta a enviar; nem por isso o paciente deve ser examinado duas
      vezes.
      O que observar: os pedidos de Ana Torres no RIS e o que faz o emissor quando ninguém responde.
      Resultado esperado: um pedido; o emissor repete ao esgotar-se o tempo de espera e avisa se não bastar.
      Feito por uma pessoa: o aviso do seu próprio processo clínico: esta versão faz ela mesma de emissor.
      Dado que a paciente "Ana Torres" consta do registo da receção
      Quando o serviço requisitante pede o exame "TC do tórax" para a paciente "Ana Torres"
      E o serviço requisitante envia pela segunda vez o pedido do exame "TC do tórax" para a paciente "Ana Torres"
      Então o número de entradas da paciente "Ana Torres" na lista de trabalho do equipamento "CT_ER1" é 1
      E olhe para o ecrã do sistema "RIS" e confirme a afirmação "Ana Torres tem um só pedido de TC do tórax"
      E olhe para o ecrã do sistema "EMR" e confirme a afirmação "A configuração mostra um aviso para as mensagens sem resposta"

  Regra: Fusão de fichas, desfazer a fusão, transferência, mudança de identificador; o mesmo identificador de dois emissores: o resultado no processo clínico, RIS, PACS e lista de trabalho

    @RAD-12 @PIR @UAT-ADM-04 @TC-ADM-041 @shall @positive
    Cenário: Duas fichas tornam-se uma em todos os sistemas
      Finalidade: uma fusão que chega a um só sistema descobre-se quando já fez mal.
      O que observar: o mesmo paciente no RIS, no PACS e no processo clínico, um após outro.
      Resultado esperado: uma ficha com todos os exames; o outro número nada encontra, ou conduz aqui.
      Dado que a paciente "Elena Silva" consta do registo da receção
      E o exame "Radiografia do tórax" da paciente "Elena Obiang" foi realizado no equipamento "DX_1"
      Quando a receção funde a ficha da paciente "Elena Obiang" com a ficha da paciente "Elena Silva" e conserva esta última
      Então todos os exames da paciente "Elena Obiang" e da paciente "Elena Silva" aparecem na ficha da paciente "Elena Silva"
      E olhe para o ecrã do sistema "RIS" e confirme a afirmação "O RIS mostra uma só ficha de Elena Silva"
      E olhe para o ecrã do sistema "PACS" e confirme a afirmação "O PACS mostra a radiografia do tórax em nome de Elena Silva"
      E olhe para o ecrã do sistema "EMR" e confirme a afirmação "O processo clínico mostra uma só ficha de Elena Silva"

    @RAD-12 @PIR @UAT-ADM-04 @TC-ADM-042 @shall @negative
    Cenário: O mesmo número de outro hospital continua a ser outra pessoa
      Finalidade: todos os anos dois hospitais dão o mesmo número a duas pessoas.
      O que observar: as fichas de Ana Torres e de Luis Mba no PACS.
      Resultado esperado: duas pessoas; a TC do tórax figura em nome de Ana Torres.
      Dado que o paciente "Luis Mba" consta do registo da receção
      E o exame "TC do tórax" da paciente "Ana Torres" foi realizado no equipamento "CT_ER1"
      Quando a receção funde com a ficha do paciente "Luis Mba" o número da paciente "Ana Torres" emitido pelo hospital "BATA"
      Então o sistema "RIS" recusa a mensagem com o motivo "paciente desconhecido"
      E o radiologista encontra 1 exame na ficha da paciente "Ana Torres"
      E olhe para o ecrã do sistema "PACS" e confirme a afirmação "Ana Torres e Luis Mba mostram-se como duas pessoas"

    @RAD-12 @PIR @UAT-ADM-04 @TC-ADM-043 @shall @positive
    Cenário: Desfaz-se uma fusão errada, transfere-se um exame e muda-se um número
      Finalidade: todo o hospital funde um dia as pessoas erradas e deve saber voltar atrás.
      O que observar: as fichas de Elena Obiang e Elena Silva no PACS, no RIS e no processo clínico depois de
      cada ação.
      Resultado esperado: cada exame volta a figurar em nome da pessoa de quem foi feito, em todos os
      sistemas.
      Feito por uma pessoa: desfazer, transferir e renumerar: esta versão não envia essas mensagens, apenas
      funde.
      Dado que a paciente "Elena Silva" consta do registo da receção
      E o exame "Radiografia do tórax" da paciente "Elena Obiang" foi realizado no equipamento "DX_1"
      E a receção fundiu a ficha da paciente "Elena Obiang" com a ficha da paciente "Elena Silva" e conserva esta última
      Quando realiza no sistema "PACS" a ação "Desfaça a fusão de Elena Obiang e Elena Silva, segundo o seu procedimento"
      Então olhe para o ecrã do sistema "PACS" e confirme a afirmação "A radiografia do tórax figura de novo em nome de Elena Obiang"
      Quando realiza no sistema "RIS" a ação "Transfira a radiografia do tórax para outro paciente de ensaio e mude depois o número desse paciente"
      Então olhe para o ecrã do sistema "RIS", confirme a afirmação "RIS, PACS e processo clínico mostram o exame com o número novo" e junte a evidência "Uma imagem de cada um dos três ecrãs"
