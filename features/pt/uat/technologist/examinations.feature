# language: pt
# Gerado com «interop translate» a partir de features/uat/technologist/examinations.feature: não se altera aqui.
# Nenhum clínico nativo reviu ainda esta tradução.
@technologist
Funcionalidade: De cada exame se sabe o que foi
  Agendado, urgente, interrompido, repetido: o serviço e a leitura agem segundo o que o equipamento diz dele.
  Um exame de que ninguém sabe é relatado tarde ou repetido.

  Regra: Exame não agendado e de urgência, reconciliado depois

    @RAD-3 @RAD-4 @PIR @UAT-TEC-04 @TC-TEC-041 @shall @positive
    Cenário: Uma urgência é examinada primeiro e pedida depois
      Finalidade: ninguém espera por um número enquanto um paciente sangra, e nada fica sem número.
      O que observar: a lista do dia no RIS, depois de registado o pedido pelo secretariado.
      Resultado esperado: um exame, realizado, com pedido e número de acesso; o equipamento não oferece nada
      por fazer.
      Dado que a ficha de paciente "Prueba 01 Desconocido" consta do registo da receção
      E o exame não agendado "TC crânio-encefálica sem contraste" de paciente "Prueba 01 Desconocido" foi realizado no equipamento "CT_ER1"
      Quando o secretariado de radiologia regista posteriormente o pedido do exame "TC crânio-encefálica sem contraste" para a ficha de paciente "Prueba 01 Desconocido"
      Então o sistema "PACS" recebe o aviso de que o exame "TC crânio-encefálica sem contraste" de paciente "Prueba 01 Desconocido" está previsto com o identificador do exame realizado
      E o número de entradas de paciente "Prueba 01 Desconocido" na lista de trabalho do equipamento "CT_ER1" é 0
      E olhe para o ecrã do sistema "RIS" e confirme a afirmação "A TC de crânio do paciente desconhecido figura como realizada"

  Regra: Iniciar, concluir, interromper; entrada errada da lista de trabalho escolhida

    @RAD-3 @RAD-6 @RAD-7 @UAT-TEC-05 @TC-TEC-051 @shall @positive
    Cenário: O início e o fim de um exame veem-se fora da sala
      Finalidade: que outro técnico não tome o mesmo paciente e que o serviço saiba quando o vir buscar.
      O que observar: o exame no RIS, uma vez em curso e outra depois do fim.
      Resultado esperado: iniciado e depois concluído; o médico requisitante vê o mesmo.
      Dado que o exame "TC do tórax" do paciente "Luis Mba" está agendado no equipamento "CT_ER1"
      Quando o técnico inicia no equipamento "CT_ER1" o exame "TC do tórax" do paciente "Luis Mba"
      Então olhe para o ecrã do sistema "RIS" e confirme a afirmação "A TC do tórax de Luis Mba mostra-se como iniciada"
      Quando o técnico adquire 2 imagens do exame "TC do tórax" do paciente "Luis Mba"
      E o técnico conclui o exame "TC do tórax" do paciente "Luis Mba"
      Então o médico requisitante vê o exame "TC do tórax" do paciente "Luis Mba" com o estado "concluído"
      E olhe para o ecrã do sistema "RIS" e confirme a afirmação "A TC do tórax de Luis Mba mostra-se como concluída"

    @RAD-3 @RAD-7 @UAT-TEC-05 @TC-TEC-052 @shall @negative
    Cenário: Um exame interrompido diz porquê
      Finalidade: uma alergia anotada uma vez protege o paciente da próxima vez.
      O que observar: o exame de Pedro Abeso no RIS, com o motivo.
      Resultado esperado: interrompido, por alergia ao contraste; saiu da lista do equipamento.
      Dado que o exame "TC do abdómen com contraste" do paciente "Pedro Abeso" está agendado no equipamento "CT_ER1"
      Quando o técnico inicia no equipamento "CT_ER1" o exame "TC do abdómen com contraste" do paciente "Pedro Abeso"
      E o técnico interrompe o exame "TC do abdómen com contraste" do paciente "Pedro Abeso" com o motivo "alergia ao contraste"
      Então o médico requisitante vê o exame "TC do abdómen com contraste" do paciente "Pedro Abeso" com o estado "interrompido"
      E olhe para o ecrã do sistema "RIS" e confirme a afirmação "O motivo que figura para Pedro Abeso é a alergia ao contraste"

    @RAD-5 @RAD-7 @MESA-109 @UAT-TEC-05 @TC-TEC-053 @shall @negative
    Cenário: Escolheu-se a entrada errada, e nada fica em nome do paciente errado
      Finalidade: o erro mais comum num equipamento deve ser fácil de desfazer.
      O que observar: a lista do equipamento e depois os exames de Ana Torres no arquivo de imagens.
      Resultado esperado: Ana Torres volta a esperar na lista, e o arquivo não mostra em seu nome nenhuma
      imagem do erro.
      Dado que o exame "TC do tórax" da paciente "Ana Torres" está agendado no equipamento "CT_ER1"
      E o exame "TC do tórax" do paciente "Luis Mba" está agendado no equipamento "CT_ER1"
      Quando o técnico faz as imagens do paciente "Luis Mba" com a entrada da lista de trabalho do exame "TC do tórax" da paciente "Ana Torres"
      E o técnico interrompe o exame "TC do tórax" da paciente "Ana Torres" com o motivo "entrada errada da lista de trabalho"
      Então o número de imagens do exame "TC do tórax" da paciente "Ana Torres" no sistema "PACS" é 0
      E olhe para o ecrã do equipamento "CT_ER1" e confirme a afirmação "Ana Torres volta a figurar na lista"
      E olhe para o ecrã do sistema "PACS" e confirme a afirmação "O número de imagens de TC do tórax que se mostram de Ana Torres é zero"

  Regra: Grupo de pedidos: dois pedidos, uma aquisição; uma série acrescentada depois da conclusão

    @RAD-3 @RAD-6 @MESA-106 @UAT-TEC-06 @TC-TEC-061 @shall @positive
    Cenário: Dois pedidos realizam-se numa só aquisição
      Finalidade: a paciente é examinada uma vez quando basta uma, e os dois pedidos ficam atendidos.
      O que observar: os dois pedidos de Rosa Eyang no RIS e a lista do equipamento.
      Resultado esperado: ambos estão concluídos e nada resta na lista.
      Dado que o exame "TC do tórax" da paciente "Rosa Eyang" está agendado no equipamento "CT_ER1"
      E o exame "TC do abdómen com contraste" da paciente "Rosa Eyang" está agendado no equipamento "CT_ER1"
      Quando o técnico realiza numa só aquisição o exame "TC do tórax" e o exame "TC do abdómen com contraste" da paciente "Rosa Eyang"
      Então o número de entradas da paciente "Rosa Eyang" na lista de trabalho do equipamento "CT_ER1" é 0
      E o médico requisitante vê o exame "TC do abdómen com contraste" da paciente "Rosa Eyang" com o estado "concluído"
      E olhe para o ecrã do sistema "RIS" e confirme a afirmação "Os dois exames de Rosa Eyang mostram-se como concluídos"

    @RAD-7 @RAD-8 @MESA-231 @UAT-TEC-06 @TC-TEC-062 @shall @positive
    Cenário: Uma série acrescentada depois do fim junta-se ao mesmo exame
      Finalidade: o radiologista pede mais uma série e encontra-a onde estão as outras.
      O que observar: o exame de Luis Mba na estação de trabalho: as séries e o número de imagens.
      Resultado esperado: um só exame com duas séries e todas as imagens de ambas.
      Dado que o exame "RM crânio-encefálica" do paciente "Luis Mba" foi realizado no equipamento "MR_1"
      Quando o técnico acrescenta uma série ao exame "RM crânio-encefálica" do paciente "Luis Mba"
      Então o número de séries do exame "RM crânio-encefálica" do paciente "Luis Mba" no sistema "PACS" é 2
      E leia no ecrã do sistema "WORKSTATION" o número de imagens do exame "RM crânio-encefálica" do paciente "Luis Mba"
      E olhe para o ecrã do sistema "WORKSTATION" e confirme a afirmação "As duas séries de Luis Mba figuram no mesmo exame"

  Regra: Contingência: exame sem pedido, reconciliado depois

    @RAD-3 @RAD-4 @CONTINUITY @UAT-TEC-11 @TC-TEC-111 @shall @positive
    Cenário: Uma paciente é examinada a partir do papel enquanto o RIS não funciona
      Finalidade: o que se faz durante uma paragem encontra-se depois, uma só vez, com o seu pedido.
      O que observar: o formulário de contingência e depois a lista do dia no RIS, quando volta a funcionar.
      Resultado esperado: o exame de Ana Torres figura uma vez, como realizado, com número de acesso.
      Feito por uma pessoa: preencher o formulário em papel; esta versão não pode parar um RIS real, pelo que
      a paragem é apenas suposta.
      Dado que a paciente "Ana Torres" consta do registo da receção
      Quando realiza no equipamento "DX_1" a ação "Preencha o formulário de contingência de Ana Torres: nome, identificador, exame, hora, o seu nome"
      E o técnico realiza no equipamento "DX_1" o exame não agendado "Radiografia do tórax" da paciente "Ana Torres"
      E o secretariado de radiologia regista posteriormente o pedido do exame "Radiografia do tórax" para a paciente "Ana Torres"
      Então o processo clínico eletrónico responde com um número de pedido próprio para o exame "Radiografia do tórax" da paciente "Ana Torres"
      E olhe para o ecrã do sistema "RIS" e confirme a afirmação "A radiografia do tórax de Ana Torres figura como realizada"
