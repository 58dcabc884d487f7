# language: pt
# Gerado com «interop translate» a partir de features/integration/continuity.feature: não se altera aqui.
# Nenhum clínico nativo reviu ainda esta tradução.
@CONTINUITY
Funcionalidade: O trabalho continua quando falha um sistema ou uma linha, e depois nada se perde nem se duplica
  A corrente e as ligações falham todas as semanas.
  O que foi feito durante a avaria tem de ser encontrado depois, uma só vez.

  Regra: Um equipamento guarda o que não pôde enviar, e envia-o uma vez

    @RAD-8 @TC-CON-001 @shall @negative
    Cenário: A ligação ao arquivo é cortada durante o envio de imagens
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame "TC do tórax" da paciente "Ana Torres" está agendado no equipamento "CT_ER1"
      Quando a ligação entre o equipamento "CT_ER1" e o sistema "PACS" é cortada durante o envio do exame "TC do tórax" da paciente "Ana Torres"
      E a ligação entre o equipamento "CT_ER1" e o sistema "PACS" é restabelecida
      Então o número de imagens do exame "TC do tórax" da paciente "Ana Torres" no sistema "PACS" é 12
      E as imagens do exame "TC do tórax" da paciente "Ana Torres" estão armazenadas no sistema "PACS" e podem ser recuperadas

    @RAD-8 @TC-CON-002 @shall @negative
    Cenário: O arquivo está inacessível quando o exame termina
      Dado que o paciente "Luis Mba" consta do registo da receção
      E o exame "RM crânio-encefálica" do paciente "Luis Mba" está agendado no equipamento "MR_1"
      Quando o técnico realiza o exame "RM crânio-encefálica" do paciente "Luis Mba" enquanto o sistema "PACS" está inacessível a partir do equipamento "MR_1"
      E a ligação entre o equipamento "MR_1" e o sistema "PACS" é restabelecida
      Então o número de imagens do exame "RM crânio-encefálica" do paciente "Luis Mba" no sistema "PACS" é 2
      E as imagens do exame "RM crânio-encefálica" do paciente "Luis Mba" estão armazenadas no sistema "PACS" e podem ser recuperadas

    @RAD-8 @TC-CON-007 @shall @negative
    Cenário: A ligação ao arquivo é cortada em cada ponto de uma transmissão
      Dado que a paciente "Rosa Eyang" consta do registo da receção
      E o exame "TC do tórax" da paciente "Rosa Eyang" está agendado no equipamento "CT_ER1"
      Quando a ligação entre o equipamento "CT_ER1" e o sistema "PACS" é cortada após cada mensagem, uma após a outra, durante o envio do exame "TC do tórax" da paciente "Rosa Eyang"
      Então as imagens do exame "TC do tórax" da paciente "Rosa Eyang" estão armazenadas no sistema "PACS" e podem ser recuperadas
      E as imagens recuperadas do exame "TC do tórax" da paciente "Rosa Eyang" são as que foram feitas, píxel a píxel e palavra por palavra

    @RAD-8 @TC-CON-008 @shall @negative
    Cenário: A ligação ao arquivo está cortada dez dias
      Dado que o paciente "Carlos Nve" consta do registo da receção
      E o exame "RM crânio-encefálica" do paciente "Carlos Nve" está agendado no equipamento "MR_1"
      Quando o técnico realiza o exame "RM crânio-encefálica" do paciente "Carlos Nve" enquanto a ligação entre o equipamento "MR_1" e o sistema "PACS" está cortada durante 10 dias
      Então o número de imagens do exame "RM crânio-encefálica" do paciente "Carlos Nve" no sistema "PACS" é 4
      E as imagens do exame "RM crânio-encefálica" do paciente "Carlos Nve" estão armazenadas no sistema "PACS" e podem ser recuperadas

    @RAD-8 @TC-CON-009 @shall @positive
    Esquema do Cenário: As imagens chegam por uma linha como "<line>"
      Dado que o paciente "Luis Mba" consta do registo da receção
      E o exame "Radiografia do tórax" do paciente "Luis Mba" está agendado no equipamento "DX_1"
      Quando o técnico realiza o exame "Radiografia do tórax" do paciente "Luis Mba" no equipamento "DX_1" por uma linha como "<line>"
      Então o número de imagens do exame "Radiografia do tórax" do paciente "Luis Mba" no sistema "PACS" é 2
      E as imagens do exame "Radiografia do tórax" do paciente "Luis Mba" estão armazenadas no sistema "PACS" e podem ser recuperadas

      Exemplos:
        | line      |
        | 3g-lossy  |
        | vsat-384k |

    @RAD-8 @TC-CON-010 @shall @negative
    Cenário: O arquivo fica sem corrente durante o envio de imagens
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame "TC do tórax" da paciente "Ana Torres" está agendado no equipamento "CT_ER1"
      Quando o sistema "PACS" fica sem corrente durante o envio do exame "TC do tórax" da paciente "Ana Torres" a partir do equipamento "CT_ER1"
      E a ligação entre o equipamento "CT_ER1" e o sistema "PACS" é restabelecida
      Então o número de imagens do exame "TC do tórax" da paciente "Ana Torres" no sistema "PACS" é 12
      E as imagens do exame "TC do tórax" da paciente "Ana Torres" estão armazenadas no sistema "PACS" e podem ser recuperadas

    @RAD-8 @TC-CON-011 @shall @negative
    Cenário: O arquivo recebe as imagens e as suas respostas perdem-se
      Dado que o paciente "Luis Mba" consta do registo da receção
      E o exame "RM crânio-encefálica" do paciente "Luis Mba" está agendado no equipamento "MR_1"
      Quando o sistema "PACS" recebe tudo e não responde nada durante o envio do exame "RM crânio-encefálica" do paciente "Luis Mba" a partir do equipamento "MR_1"
      E a ligação entre o equipamento "MR_1" e o sistema "PACS" é restabelecida
      Então o número de imagens do exame "RM crânio-encefálica" do paciente "Luis Mba" no sistema "PACS" é 12
      E as imagens do exame "RM crânio-encefálica" do paciente "Luis Mba" estão armazenadas no sistema "PACS" e podem ser recuperadas

  Regra: As mensagens esperam por ordem enquanto o recetor está fora de serviço

    @RAD-128 @TC-CON-003 @shall @negative
    Cenário: O processo clínico eletrónico está fora de serviço enquanto se assinam dois relatórios
      Dado que o exame "TC do tórax" do paciente "Carlos Nve" foi realizado no equipamento "CT_ER1"
      E o sistema "EMR" está fora de serviço
      Quando o radiologista assina como "preliminar" o relatório "Posible fractura." do exame "TC do tórax" do paciente "Carlos Nve"
      E o radiologista assina como "definitivo" o relatório "Fractura costal." do exame "TC do tórax" do paciente "Carlos Nve"
      E o sistema "EMR" volta a funcionar
      Então o médico requisitante vê o relatório do exame "TC do tórax" do paciente "Carlos Nve" com o estado "definitivo"
      E os relatórios do exame "TC do tórax" do paciente "Carlos Nve" chegaram primeiro com o estado "preliminar" e depois com o estado "definitivo", uma só vez cada um

    @RAD-3 @TC-CON-004 @shall @negative
    Cenário: O exame termina enquanto o processo clínico eletrónico está fora de serviço
      Dado que o paciente "Carlos Nve" consta do registo da receção
      E o exame "Radiografia do tórax" do paciente "Carlos Nve" está agendado no equipamento "DX_1"
      E o sistema "EMR" está fora de serviço
      Quando o técnico realiza o exame "Radiografia do tórax" do paciente "Carlos Nve" no equipamento "DX_1"
      E o sistema "EMR" volta a funcionar
      Então o médico requisitante vê o exame "Radiografia do tórax" do paciente "Carlos Nve" com o estado "concluído"

  Regra: O que foi feito sem a lista é regularizado depois

    @RAD-3 @RAD-4 @TC-CON-005 @shall @positive
    Cenário: Dois pacientes são examinados com folhas de papel durante uma paragem do RIS
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame não agendado "Radiografia do tórax" da paciente "Ana Torres" foi realizado no equipamento "DX_1"
      Quando o secretariado de radiologia regista posteriormente o pedido do exame "Radiografia do tórax" para a paciente "Ana Torres"
      Então o processo clínico eletrónico responde com um número de pedido próprio para o exame "Radiografia do tórax" da paciente "Ana Torres"
      E o sistema "PACS" recebe o aviso de que o exame "Radiografia do tórax" da paciente "Ana Torres" está previsto com o identificador do exame realizado

    @RAD-6 @FIELD-18 @TC-CON-006 @shall @negative
    Cenário: Um exame concluído cujo fim não foi notificado conserva as suas imagens
      Dado que o paciente "Luis Mba" consta do registo da receção
      E o exame "TC do tórax" do paciente "Luis Mba" está agendado no equipamento "CT_ER1"
      Quando o técnico inicia no equipamento "CT_ER1" o exame "TC do tórax" do paciente "Luis Mba"
      E o técnico adquire 2 imagens do exame "TC do tórax" do paciente "Luis Mba"
      Então as imagens do exame "TC do tórax" do paciente "Luis Mba" estão armazenadas no sistema "PACS" e podem ser recuperadas
      E o médico requisitante vê o exame "TC do tórax" do paciente "Luis Mba" com o estado "em curso"
